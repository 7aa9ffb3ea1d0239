process POINT {
    container 'python:3.12'

    input:
    tuple val(x), val(y)
    path script

    output:
    path "x${x}_y${y}.csv"

    script:
    """
    python3 ${script} ${x} ${y} > x${x}_y${y}.csv
    """
}

process BEST {
    container 'python:3.12'
    publishDir 'out', mode: 'copy'

    input:
    path points

    output:
    path 'best.csv'

    script:
    """
    cat ${points} | sort -t, -k3 -g > best.csv
    """
}

workflow {
    xs = channel.of(0..19).map { i -> -5 + i * 0.5 }
    ys = channel.of(0..9).map { i -> -4.5 + i }
    POINT(xs.combine(ys), file("$projectDir/point.py"))
    BEST(POINT.out.collect())
}
