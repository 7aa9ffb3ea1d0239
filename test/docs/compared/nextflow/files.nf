process STATS {
    container 'python:3.12'
    publishDir 'out', mode: 'copy'

    input:
    path text
    path script

    output:
    path "${text.name}.json"

    script:
    """
    python3 ${script} ${text} > ${text.name}.json
    """
}

workflow {
    STATS(channel.fromPath("$projectDir/texts/*.txt"), file("$projectDir/stats.py"))
}
