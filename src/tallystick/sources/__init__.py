"""Published files become claims: open a document, recognise its source, read it strictly."""
