"""Output forms, one per file: `write(assessment, target)` or `render(assessment)`. They print nothing."""
