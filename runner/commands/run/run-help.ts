export const runHelp = `
Placeholders, also in --output, --env and --task-name:
  {}        the task's input file         {.}      without its extension
  {/}       without its folder            {//}     its folder
  {/.}      without folder and extension  {#}      number of the task, from 1
  {column}  a cell of --tasks             {index}  number of the task, from 0
Values reach the program unchanged, inside quotes too. {{}} is a literal {}.

Files that the command names, such as scripts, are sent to the nodes.

Examples:
  A task for each file:
    npx azbatch run 'python3 stats.py {} > {}.json' 'texts/*.txt'
  A task for each row of a table with the columns rate and depth:
    npx azbatch run 'Rscript fit.R {rate} {depth}' --tasks points.csv \\
      --output fit.rds
  500 tasks, and a merge of their outputs:
    npx azbatch run './simulate {index} > {index}.csv' --count 500 \\
      --then 'cat {outputs} > all.csv'
  The files that another program lists:
    find texts -name '*.txt' | npx azbatch run 'wc -w {}' -
  Preview the commands, or write them as a workload file:
    npx azbatch run 'wc -w {}' 'texts/*.txt' --dry-run
    npx azbatch run 'wc -w {}' 'texts/*.txt' --save words
`;
