# A task's script evaluates this first. The functions below append facts to .batch-usage, which Batch uploads whatever ends the task:
#   memory KIB      the node's memory, or the container's if it is limited to less
#   cores LIST      the cores that the task may use, such as 0-3,6
#   start MS        an attempt of the program starts
#   peak KIB        highest memory so far of all processes of the program together
#   end MS CODE     the attempt has ended with this exit code
# Each start and end is followed by the output of `times`: the second of its two lines is the CPU time of all processes waited for.
# Nothing here needs another program, because a container may have only bash.

# Sets $ms. Before version 5, bash has no clock.
read_clock() {
  if [ -n "${EPOCHREALTIME-}" ]; then
    ms=${EPOCHREALTIME/[.,]/}
    ms=${ms%???}
  else ms=$(date +%s)000
  fi
}

# Sets $text to a file's content.
read_all() {
  text=
  read -r -d '' text < "$1"
}

# The limits are of cgroup versions 2 and 1, as a container sees its own.
record_node() {
  local text kib limit
  read_all /proc/meminfo
  [[ $text =~ MemTotal:[[:space:]]+([0-9]+) ]] && kib=${BASH_REMATCH[1]}
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    read_all "$limit"
    [[ $text =~ ^[0-9]{1,18}$ ]] && [ "$((text / 1024))" -lt "$kib" ] && kib=$((text / 1024))
  done
  echo "memory $kib"
  read_all /proc/self/status
  [[ $text =~ Cpus_allowed_list:[[:space:]]+([-0-9,]+) ]] && echo "cores ${BASH_REMATCH[1]}"
}

# Sets $children to the children of a process. A thread's children are listed with the thread.
list_children() {
  local file line
  children=()
  for file in "/proc/$1/task/"*/children; do
    line=
    read -r line < "$file"
    children+=($line)
  done
}

# For kernels that don't list children: reads the parent of every process.
read_parents() {
  local file line fields
  parents=()
  for file in /proc/[0-9]*/stat; do
    line=
    read -r line < "$file"
    fields=(${line##*) })
    [ -z "$line" ] || parents[${line%% *}]=${fields[1]}
  done
}

find_children() {
  local pid
  children=()
  for pid in "${!parents[@]}"; do [ "${parents[pid]}" != "$1" ] || children+=("$pid"); done
}

# Sets $pids to the processes that descend from the script, without the sampler.
list_processes() {
  local next=0 child list=list_children all=($$)
  [ -e "/proc/$$/task/$$/children" ] || { list=find_children && read_parents; }
  while [ "$next" -lt "${#all[@]}" ]; do
    "$list" "${all[next]}"
    for child in "${children[@]}"; do [ "$child" = "$BASHPID" ] || all+=("$child"); done
    next=$((next + 1))
  done
  pids=("${all[@]:1}")
}

# Sets $total to the memory of all processes in $pids, and $largest to the highest peak of one of them.
add_resident() {
  local pid text
  total=0 largest=0
  for pid in "${pids[@]}"; do
    read_all "/proc/$pid/status"
    [[ $text =~ VmRSS:[[:space:]]+([0-9]+) ]] && total=$((total + BASH_REMATCH[1]))
    [[ $text =~ VmHWM:[[:space:]]+([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -gt "$largest" ] && largest=${BASH_REMATCH[1]}
  done
}

# Sets $total too, and counts memory that processes share only once. Takes longer.
add_proportional() {
  local pid text sum=0
  for pid in "${pids[@]}"; do
    read_all "/proc/$pid/smaps_rollup"
    [[ $text =~ Pss:[[:space:]]+([0-9]+) ]] || [ ! -e "/proc/$pid" ] || return 0
    [ -z "$text" ] || sum=$((sum + BASH_REMATCH[1]))
  done
  total=$sum
}

# Appends a peak that is 2% above the last one.
record_peak() {
  list_processes
  add_resident
  [ "$total" -le "$peak" ] || [ "${#pids[@]}" -lt 2 ] || add_proportional
  [ "$total" -ge "$largest" ] || total=$largest
  [ "$((total * 50))" -gt "$((peak * 51))" ] || return 0
  peak=$total
  echo "peak $peak" >> .batch-usage
}

# Takes samples until the script closes its end of the pipe, at the latest when it ends: after 50 ms, then less often, down to one in a
# second or a twentieth of the time.
take_samples() {
  local peak=0 delay=50 timeout before=0 ms=0
  LC_ALL=C
  while true; do
    printf -v timeout '%d.%03d' $((delay / 1000)) $((delay % 1000))
    read -r -t "$timeout"
    # After the timeout rather than at the end of the pipe.
    [ "$?" -gt 128 ] || return 0
    [ -z "${EPOCHREALTIME-}" ] || read_clock
    before=$ms
    record_peak
    [ -z "${EPOCHREALTIME-}" ] || read_clock
    delay=$((delay * 3 / 2))
    [ "$delay" -le 1000 ] || delay=1000
    [ "$delay" -ge "$(((ms - before) * 20))" ] || delay=$(((ms - before) * 20))
  done
}

start_attempt() {
  local ms
  [ -n "$batch_sampler" ] || { exec 9> >(take_samples > /dev/null 2>&1) && batch_sampler=$!; }
  read_clock
  { echo "start $ms"; times; } >> .batch-usage
}

end_attempt() {
  local ms
  read_clock
  { echo "end $ms $code"; times; } >> .batch-usage
}

end_samples() {
  exec 9>&-
  kill "$batch_sampler"
  wait "$batch_sampler"
} 2> /dev/null

batch_sampler=
record_node > .batch-usage 2> /dev/null
