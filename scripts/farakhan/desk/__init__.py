"""The desk: the secretariat's and the jury's application in a browser, over the jobs and acts that commands do too."""
