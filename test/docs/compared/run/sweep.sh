npx azbatch run 'python3 fit.py {rate} {depth} > fit.csv' --tasks points.csv
