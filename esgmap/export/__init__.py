"""Output forms, one per file: `write(assessment, target)` or `render(assessment) -> str`. They print nothing."""
