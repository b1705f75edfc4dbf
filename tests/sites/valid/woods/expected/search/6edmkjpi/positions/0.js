searchPart("positions/0","$$$$'####&#&&&")
