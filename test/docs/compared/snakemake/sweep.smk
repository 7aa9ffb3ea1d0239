XS = [-5 + i * 0.5 for i in range(20)]
YS = [-4.5 + i for i in range(10)]

rule best:
    input: expand("points/x{x}_y{y}.csv", x=XS, y=YS)
    output: "best.csv"
    shell: "cat {input} | sort -t, -k3 -g > {output}"

rule point:
    input: "point.py"
    output: "points/x{x}_y{y}.csv"
    shell: "python3 {input} {wildcards.x} {wildcards.y} > {output}"
