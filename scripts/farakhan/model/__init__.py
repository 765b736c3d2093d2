"""The words of a call as frozen types: ids, the call, the idea, judging and its results."""
