searchPart("positions/0","%####$$&$$")
