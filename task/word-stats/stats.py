"""Statistics of the words of a text, as JSON: stats.py TEXT"""

import json
import re
import sys

path = sys.argv[1]
with open(path, encoding="utf-8", errors="replace") as file:
    words = re.findall(r"[^\W\d_]+", file.read().lower())

longest = max(words, key=len, default="")
json.dump({"words": len(words), "different": len(set(words)), "longest": longest}, sys.stdout)
