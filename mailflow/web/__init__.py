"""The pages and endpoints served over HTTP."""
