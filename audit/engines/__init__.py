"""Where the tasks of an audit in parts are done: in this process, or on Dask."""
