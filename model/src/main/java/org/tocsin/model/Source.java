package org.tocsin.model;

/** The outlet of an article; empty strings where unknown. */
public record Source(String id, String name, String domain, String country, String publisher) {
    public Source {
        id = id == null ? "" : id;
        name = name == null ? "" : name;
        domain = domain == null ? "" : domain;
        country = country == null ? "" : country;
        publisher = publisher == null ? "" : publisher;
    }
}
