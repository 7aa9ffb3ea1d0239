#!/bin/bash
# COILED container python:3.12
# COILED sync .
# COILED wait
IFS=, read -r rate depth <<< "$COILED_BATCH_TASK_INPUT"
mkdir -p out
python3 fit.py "$rate" "$depth" > "out/rate${rate}_depth${depth}.csv"
