ls texts/*.txt > texts.lst
coiled batch run --map-over-file texts.lst files.sh
