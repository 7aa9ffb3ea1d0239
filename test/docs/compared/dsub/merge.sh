gsutil cp fit.py "gs://$BUCKET/in/"
{
  printf -- '--env RATE\t--env DEPTH\t--output FIT\n'
  tail -n +2 points.csv | while IFS=, read -r rate depth; do
    printf '%s\t%s\t%s\n' "$rate" "$depth" "gs://$BUCKET/fits/rate${rate}_depth${depth}.csv"
  done
} > tasks.tsv
common=(--provider google-batch --project "$PROJECT" --regions us-central1 --logging "gs://$BUCKET/logs/" --image python:3.12)
fits=$(dsub "${common[@]}" --input SCRIPT="gs://$BUCKET/in/fit.py" \
  --command 'python3 "${SCRIPT}" "${RATE}" "${DEPTH}" > "${FIT}"' --tasks tasks.tsv)
dsub "${common[@]}" --after "$fits" --wait \
  --input-recursive FITS="gs://$BUCKET/fits" --output ALL="gs://$BUCKET/out/all.csv" \
  --command 'cat "${FITS}"/*.csv | sort -t, -k3 -g > "${ALL}"'
gsutil cp "gs://$BUCKET/out/all.csv" out/
