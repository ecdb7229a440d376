"""The language server: what editors show while a reply is written. Needs the extra `sopan[lsp]`."""
