"""A session as Markdown, HTML or JSON. No Qt."""
