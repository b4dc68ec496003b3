"""The screen: draws scenes and reports touches. The only door to Qt; nothing here imports it before it is needed."""
