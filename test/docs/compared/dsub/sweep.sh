gsutil cp point.py "gs://$BUCKET/in/"
{
  printf -- '--env X\t--env Y\t--output POINT\n'
  for x in $(seq -5 0.5 4.5); do
    for y in $(seq -4.5 1 4.5); do
      printf '%s\t%s\t%s\n' "$x" "$y" "gs://$BUCKET/points/x${x}_y${y}.csv"
    done
  done
} > tasks.tsv
common=(--provider google-batch --project "$PROJECT" --regions us-central1 --logging "gs://$BUCKET/logs/" --image python:3.12)
points=$(dsub "${common[@]}" --input SCRIPT="gs://$BUCKET/in/point.py" \
  --command 'python3 "${SCRIPT}" "${X}" "${Y}" > "${POINT}"' --tasks tasks.tsv)
dsub "${common[@]}" --after "$points" --wait \
  --input-recursive POINTS="gs://$BUCKET/points" --output BEST="gs://$BUCKET/out/best.csv" \
  --command 'cat "${POINTS}"/*.csv | sort -t, -k3 -g > "${BEST}"'
gsutil cp "gs://$BUCKET/out/best.csv" out/
