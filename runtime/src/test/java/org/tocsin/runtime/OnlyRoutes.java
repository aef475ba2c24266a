package org.tocsin.runtime;

/** A stage of a test that has routes and nothing to start or close. */
abstract class OnlyRoutes implements Stage {
    @Override
    public String name() {
        return "routes";
    }

    @Override
    public void start() {}

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {}
}
