npx azbatch run 'python3 fit.py {rate} {depth} > fit.csv' --tasks points.csv \
  --then 'cat {outputs} | sort -t, -k3 -g > all.csv'
