package org.tocsin.query;

/** A query that cannot be read: the column, from 1, and what was expected there. */
public final class QueryException extends IllegalArgumentException {
    private final int column;

    QueryException(int column, String message) {
        super("column " + column + ": " + message);
        this.column = column;
    }

    public int column() {
        return column;
    }
}
