create macro {macro}({parameters}) as ({body})
