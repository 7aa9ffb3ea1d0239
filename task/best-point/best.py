"""Prints the results of all points as CSV, sorted by the numbers of one key: best.py KEY"""

import csv
import json
import sys
from pathlib import Path

key = sys.argv[1]


def order(row):
    """Rows without a number come last."""
    number = row.get(key)
    return (0, number) if isinstance(number, (int, float)) else (1, 0)


results = [json.loads(path.read_text()) for path in sorted(Path().glob("*/result.json"))]
rows = [result if isinstance(result, dict) else {key: result} for result in results]
columns = list(dict.fromkeys(name for row in rows for name in row))
table = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
table.writeheader()
table.writerows(sorted(rows, key=order))
