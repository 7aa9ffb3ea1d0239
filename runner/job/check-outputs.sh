# A task's script evaluates this after its program exits with 0. Writes the MD5 of each declared output to .batch-hashes. If an output is
# missing or can't reach storage intact under its name, sets $code to 123, so that Batch doesn't run dependent tasks.
# Reads arrays of paths in the working directory: outputs, folders, optional_folders and matches; and unmet, the patterns without a match.
export LC_ALL=C
refused=0
root=$(readlink -f -- "${AZ_BATCH_NODE_ROOT_DIR:-/}")
# Valid UTF-8 without control characters, U+FFFE and U+FFFF, in bytes.
text=$'^([ -~]|[\xc3-\xdf][\x80-\xbf]|\xc2[\xa0-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee][\x80-\xbf]{2}'
text+=$'|\xed[\x80-\x9f][\x80-\xbf]|\xef([\x80-\xbe][\x80-\xbf]|\xbf[\x80-\xbd])|\xf0[\x90-\xbf][\x80-\xbf]{2}'
text+=$'|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+$'

say() {
  refused=$((refused + 1))
  [ "$refused" -gt 20 ] || echo "OutputError: $1" >&2
}

refuse() {
  say "$({ LC_ALL=C.UTF-8; } 2> /dev/null; printf %q "$1"): expected $2"
}

# Storage refuses control characters and reads a backslash as a slash. Batch accepts only valid UTF-8.
check_name() {
  if [ "${#1}" -gt 800 ]; then refuse "$1" 'a path of at most 800 bytes. Shorten it.'
  elif [[ $1 == *\\* ]]; then refuse "$1" 'a name without a backslash. Rename the file.'
  elif ! [[ $1 =~ $text ]]; then refuse "$1" 'a name in UTF-8 without control characters. Rename the file.'
  fi
}

# Refuses names that a folder's patterns (manifest/patterns.ts) don't match.
check_dots() {
  case /$2 in
    */..*) refuse "$1" 'a name that starts with at most one dot. Rename the file.' ;;
    */.*/.*/*) refuse "$1" 'at most one folder whose name starts with a dot. Put the folder into an archive.' ;;
  esac
}

is_linked() {
  local path=$1
  until [ -L "$path" ]; do
    case $path in */*) path=${path%/*} ;; *) return 1 ;; esac
  done
}

# Batch doesn't upload links to files outside the node's folders.
is_inside() {
  case $(readlink -f -- "$1") in "${root%/}"/*) ;; *) return 1 ;; esac
}

kind() {
  if [ -d "$1" ]; then echo 'a link to a folder'
  elif [ ! -e "$1" ]; then echo 'a broken link'
  elif [ -p "$1" ]; then echo 'a named pipe'
  elif [ -S "$1" ]; then echo 'a socket'
  else echo 'a device'
  fi
}

# Lists a file for hashing. Opens nothing, because opening a pipe could block.
check_file() {
  if [ ! -f "$1" ]; then refuse "$1" "a file, got $(kind "$1"). Remove it or declare other outputs."
  elif [ ! -r "$1" ]; then refuse "$1" 'a readable file. Change its mode.'
  elif is_linked "$1" && ! is_inside "$1"; then refuse "$1" "a file below the node's folders, got a link. Copy the file."
  else printf '%s\0' "$1" >&3 || refuse "$1" "room on the node's disk"
  fi
}

check() {
  local before=$refused
  check_name "$1"
  [ "$refused" != "$before" ] || check_file "$1"
}

# Names the first files that the program wrote: neither inputs nor the runner's own.
written() {
  local files=() shown
  mapfile -d '' files < <(comm -z -13 <(sort -z .batch-staged) <(find . ! -type d ! -name '.batch-*' -print0 | sort -z))
  [ "${#files[@]}" != 0 ] || { echo 'The task wrote no file.'; return; }
  printf -v shown ', %q' "${files[@]:0:5}"
  shown=${shown//, .\//, }
  [ "${#files[@]}" -le 5 ] || shown+=" and $((${#files[@]} - 5)) more"
  echo "The task wrote ${shown#, }."
}

miss() {
  say "$1: expected $2, got ${3:-none}. $(written)"
}

# Sets $files to the number of files in a folder.
check_folder() {
  files=0
  [ -d "$1" ] || return 0
  if is_linked "$1" && ! is_inside "$1"; then
    refuse "$1/" "a folder below the node's folders, got a link. Copy the folder."
    files=1
    return
  fi
  while IFS= read -r -d '' path; do
    files=$((files + 1))
    path=${path#./}
    before=$refused
    check_dots "$path" "${path#"$1"/}"
    [ "$refused" != "$before" ] || check "$path"
  done < <(find -H "./$1" ! -type d -print0 2> .batch-errors)
  [ ! -s .batch-errors ] || say "$(head -n 1 .batch-errors)"
}

exec 3> .batch-list
for path in "${outputs[@]}"; do
  if [ -L "$path" ] || [ -e "$path" ] && [ ! -d "$path" ]; then check_file "$path"
  elif [ -d "$path" ]; then miss "$(printf %q "$path")" 'a file' 'a folder'
  else miss "$(printf %q "$path")" 'a file'
  fi
done
for path in "${matches[@]}"; do
  case $path in
    .batch-*) ;;
    stdout.txt | stderr.txt) refuse "$path" "another name, because a log has this one. Rename the file." ;;
    *) [ -d "$path" ] || check "$path" ;;
  esac
done
for pattern in "${unmet[@]}"; do miss "$pattern" 'a match'; done
for folder in "${folders[@]}"; do
  check_folder "$folder"
  [ "$files" != 0 ] || miss "$(printf %q "$folder/")" 'a file in it'
done
for folder in "${optional_folders[@]}"; do check_folder "$folder"; done
exec 3>&-
: > .batch-hashes
if [ -s .batch-list ]; then
  # With xargs, because a folder may have more files than a command line can contain.
  xargs -0 md5sum -- < .batch-list > .batch-hashes 2> .batch-errors
  case $? in
    0) ;;
    # On a node without md5sum, a dash replaces each hash.
    127) while IFS= read -r -d '' path; do printf -- '-  %s\n' "$path"; done < .batch-list > .batch-hashes ;;
    *) say "$(head -n 1 .batch-errors)" ;;
  esac
fi
[ "$refused" -le 20 ] || echo "OutputError: $((refused - 20)) more outputs were refused" >&2
[ "$refused" = 0 ] || code=123
