./run.sh sweep.yaml "$(tail -n +2 points.csv | wc -l)"
