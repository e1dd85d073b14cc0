"""The bytes of documents, made by libraries from the values of `live.record`. No rules."""
