process FIT {
    container 'python:3.12'

    input:
    tuple val(rate), val(depth)
    path script

    output:
    path "rate${rate}_depth${depth}.csv"

    script:
    """
    python3 ${script} ${rate} ${depth} > rate${rate}_depth${depth}.csv
    """
}

process MERGE {
    container 'python:3.12'
    publishDir 'out', mode: 'copy'

    input:
    path fits

    output:
    path 'all.csv'

    script:
    """
    cat ${fits} | sort -t, -k3 -g > all.csv
    """
}

workflow {
    points = channel.fromPath("$projectDir/points.csv").splitCsv(header: true)
    FIT(points.map { point -> tuple(point.rate, point.depth) }, file("$projectDir/fit.py"))
    MERGE(FIT.out.collect())
}
