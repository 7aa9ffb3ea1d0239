gsutil -m cp stats.py texts/*.txt "gs://$BUCKET/in/"
{
  printf -- '--input TEXT\t--output STATS\n'
  for text in texts/*.txt; do
    name=$(basename "$text")
    printf '%s\t%s\n' "gs://$BUCKET/in/$name" "gs://$BUCKET/out/$name.json"
  done
} > tasks.tsv
dsub --provider google-batch --project "$PROJECT" --regions us-central1 --logging "gs://$BUCKET/logs/" \
  --image python:3.12 --input SCRIPT="gs://$BUCKET/in/stats.py" \
  --command 'python3 "${SCRIPT}" "${TEXT}" > "${STATS}"' --tasks tasks.tsv --wait
gsutil -m cp "gs://$BUCKET/out/*" out/
