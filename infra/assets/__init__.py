"""Code that only the deployment itself runs."""
