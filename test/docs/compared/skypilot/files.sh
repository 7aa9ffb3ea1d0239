./run.sh files.yaml "$(ls texts | wc -l)"
