"""Walks downhill from a point and prints the lowest point that it finds, as JSON: point.py X Y"""

import json
import math
import sys


def value(x, y):
    """A function with many local minima; the lowest is 0 at 1, -2."""
    return bump(x - 1) + bump(y + 2)


def bump(d):
    return d**2 / 4 + 2 * (1 - math.cos(3 * d))


x, y = map(float, sys.argv[1:])
step = 0.1
while step > 1e-6:
    around = [(x + step, y), (x - step, y), (x, y + step), (x, y - step)]
    lowest = min(around, key=lambda point: value(*point))
    if value(*lowest) < value(x, y):
        x, y = lowest
    else:
        step /= 2

print(json.dumps({"x": round(x, 4), "y": round(y, 4), "value": round(value(x, y), 4)}))
