"""Inputs and parameters are called by words in both languages; what has none stands for itself."""

from gengxin.publish.origins import file_words, licence_words, parameter_rows


def test_kinds_and_licences_have_words() -> None:
    assert file_words("recipe").zh == "配方"
    assert file_words("tape") == ("tape", "tape")
    assert licence_words("not stated").zh == "未说明"
    assert licence_words("ODbL 1.0") == ("ODbL 1.0", "ODbL 1.0")


def test_parameters_are_told_with_their_values() -> None:
    told = parameter_rows({"variant": "strict", "district_boundary": "", "district_seed": "7"})
    assert [(name.zh, value.zh) for name, value in told] == [
        ("距离口径", "从严"),
        ("裁剪边界", "无"),
        ("随机种子", "7"),
    ]
    assert parameter_rows({"colour": "red"}) == [(("colour", "colour"), ("red", "red"))]
