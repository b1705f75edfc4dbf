searchPart("topics/0","#$&$'$%$$$$")
