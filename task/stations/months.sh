# Writes the mean temperature of each month over all years: months.sh OUTPUT_FOLDER FILE...
# Each line of a file has a date and degrees: 2024-01-15,3.4
set -eo pipefail
mkdir -p "$1"
cat "${@:2}" | awk -F, -v folder="$1" '
  /^[0-9]/ { month = substr($1, 6, 2); sum[month] += $2; count[month]++ }
  END { for (month in sum) printf "%s %.1f\n", month, sum[month] / count[month] > (folder "/" month ".txt") }'
