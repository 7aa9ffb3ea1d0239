import csv

with open("points.csv") as table:
    POINTS = list(csv.DictReader(table))

rule all:
    input: [f"fits/rate{p['rate']}_depth{p['depth']}.csv" for p in POINTS]

rule fit:
    input: "fit.py"
    output: "fits/rate{rate}_depth{depth}.csv"
    shell: "python3 {input} {wildcards.rate} {wildcards.depth} > {output}"
