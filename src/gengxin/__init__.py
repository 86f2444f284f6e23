"""gengxin (更新): an open workbench for renewing an existing city district."""
