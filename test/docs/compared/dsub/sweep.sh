gsutil cp fit.py "gs://$BUCKET/in/"
{
  printf -- '--env RATE\t--env DEPTH\t--output FIT\n'
  tail -n +2 points.csv | while IFS=, read -r rate depth; do
    printf '%s\t%s\t%s\n' "$rate" "$depth" "gs://$BUCKET/fits/rate${rate}_depth${depth}.csv"
  done
} > tasks.tsv
dsub --provider google-batch --project "$PROJECT" --regions us-central1 --logging "gs://$BUCKET/logs/" \
  --image python:3.12 --input SCRIPT="gs://$BUCKET/in/fit.py" \
  --command 'python3 "${SCRIPT}" "${RATE}" "${DEPTH}" > "${FIT}"' --tasks tasks.tsv --wait
gsutil -m cp "gs://$BUCKET/fits/*" out/
