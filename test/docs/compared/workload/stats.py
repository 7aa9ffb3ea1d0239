"""Prints statistics of a text as JSON: stats.py TEXT"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    words = file.read().split()
print(json.dumps({"words": len(words), "longest": max(words, key=len, default="")}))
