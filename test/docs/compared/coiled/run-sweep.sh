tail -n +2 points.csv > rows.lst
coiled batch run --map-over-file rows.lst sweep.sh
