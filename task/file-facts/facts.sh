# Prints facts about a file: facts.sh FILE
set -euo pipefail
lines=$(wc -l < "$1")
words=$(wc -w < "$1")
longest=$(wc -L < "$1")
printf '%s: %s\n' lines "$lines" words "$words" 'longest line' "$longest"
