process FIT {
    container 'python:3.12'
    publishDir 'out', mode: 'copy'

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

workflow {
    points = channel.fromPath("$projectDir/points.csv").splitCsv(header: true)
    FIT(points.map { point -> tuple(point.rate, point.depth) }, file("$projectDir/fit.py"))
}
