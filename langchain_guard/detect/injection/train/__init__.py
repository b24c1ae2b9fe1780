"""How the classifier is trained: `python -m langchain_guard.detect.injection.train`; needs the extra `train`."""
