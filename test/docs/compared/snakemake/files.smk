TEXTS = glob_wildcards("texts/{name}.txt").name

rule all:
    input: expand("out/{name}.txt.json", name=TEXTS)

rule stats:
    input: text="texts/{name}.txt", script="stats.py"
    output: "out/{name}.txt.json"
    shell: "python3 {input.script} {input.text} > {output}"
