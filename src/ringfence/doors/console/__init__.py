"""The desk: what a compliance officer looks at, in a browser, in Chinese and English; it works without scripts."""
