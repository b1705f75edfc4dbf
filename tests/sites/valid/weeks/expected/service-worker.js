self.broadsheet = {"assets": "assets/DIGEST/", "core": ["css/site.css", "icon.svg", "js/reader.js", "js/reader-help.js", "js/reading.js", "js/search-page.js"]};
importScripts("assets/DIGEST/js/service-worker.js");
