"""Prints the loss for a rate and a depth as a row of CSV: fit.py RATE DEPTH"""

import sys

rate, depth = map(float, sys.argv[1:])
print(*sys.argv[1:], (rate - 0.3) ** 2 + (depth - 4) ** 2 / 100, sep=",")
