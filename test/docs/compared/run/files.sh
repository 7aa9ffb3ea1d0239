npx azbatch run 'python3 stats.py {} > {/}.json' 'texts/*.txt'
