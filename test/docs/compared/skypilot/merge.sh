./run.sh sweep.yaml "$(tail -n +2 points.csv | wc -l)"
cat out/rate*.csv | sort -t, -k3 -g > all.csv
